"""What `aliases` does from a command line, and what it says."""

from __future__ import annotations

from pathlib import Path

from pipeline.scaffold.model_suggestions import Near, Suggestion, suggestions
from pipeline.store.data_folder import settled
from pipeline.store.tables import load_models
from pipeline.text.printing import say, show
from pipeline.update.runs import demand_providers


def suggested(data: Path, provider: str | None) -> list[Suggestion]:
    """The unmapped offers of a data folder, or of one seller in it."""
    store = settled(data)
    demand_providers([provider] if provider else [], store.providers())
    known = (store.known(name) for name in ([provider] if provider else store.providers()))
    return list(suggestions((each.snapshot() for each in known if each), load_models(data / "models.toml")))


def tell_suggestions(found: list[Suggestion], data: Path, as_json: bool) -> None:
    """For a program, or a paragraph an offer for a person."""
    if as_json:
        show({"unmapped": [{**one._asdict(), "nearest": [near._asdict() for near in one.nearest]} for one in found]})
        return
    say(f"{len(found)} offers wait for a person to say which model they are")
    for one in found:
        say(f"{one.provider} · {one.native_id} ({one.name})")
        for near in one.nearest:
            say(f"  {near.share:.2f} {near.model}{_differing(near)}")
    if found:
        say(f"next: where the seller's page says it is that model, add its pair to that model's `aliases` in {data / 'models.toml'}:")
        say(f'  {{ provider = "{found[0].provider}", native_id = "{found[0].native_id}" }},')
        say("next: where it is none of them, name it under [[apart]] there, with why: own, derived, unsaid or several")


def _differing(near: Near) -> str:
    parts = [f"{side}: {' '.join(words)}" for side, words in (("only here", near.only_offer), ("only there", near.only_model)) if words]
    return f" ({'; '.join(parts)})" if parts else " (the same words)"
