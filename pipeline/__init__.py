"""RUN: every effect and every decision, from a page to a published price."""
