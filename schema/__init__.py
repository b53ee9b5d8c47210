"""KNOW: what a price is: words into amounts, offers, plans, rules, changes, models. Pure; imports nothing of ours."""
