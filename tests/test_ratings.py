"""Public ratings: of one setting on one day, with licence, link and votes; provisional while few have voted; never in a price."""

import csv
import re
from datetime import date
from decimal import Decimal

import pytest

from pipeline.store.tables import load_models, load_ratings
from schema.errors import BadData
from schema.tables.ratings import SETTLED
from tests.readings import TESTS

DATA = TESTS.parent / "data"
FACTS = TESTS.parent.parent / "shared" / "facts" / "arena-ratings.csv"
RATINGS = load_ratings(DATA / "ratings.toml")
MODELS = load_models(DATA / "models.toml")


def test_every_rating_is_of_a_model_of_ours():
    """A rating that names no model, or none of ours, would be shown beside nothing."""
    assert [rating.model for board in RATINGS.boards for rating in board.ratings if rating.model not in MODELS.by_id] == []


def test_every_board_says_whose_it_is_and_under_which_licence():
    """What is republished carries name, licence, link, day and what was changed; nobody's figures are here without leave."""
    for board in RATINGS.boards:
        assert (board.licence, board.licence_url) == ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
        assert (board.publisher, board.published.year) == ("Arena (LMArena)", 2026)
        assert board.changes
        assert "lmarena-ai/leaderboard-dataset" in board.url
    assert "artificialanalysis" not in (DATA / "ratings.toml").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize(
    ("model", "board", "said"),
    [
        ("gpt-image-2", "text_to_image", ("medium", "1380.5", 1, False)),
        ("qwen-image-3.0-pro", "text_to_image", (None, "1257.7", 6, True)),
        ("grok-imagine-image-2.0", "image_edit", ("low", "1439.2", 2, True)),
        ("ideogram-4.0", "text_to_image", ("quality", "1205.6", 14, False)),
        ("recraft-v3", "text_rendering", (None, "1004.7", 69, False)),
        ("nano-banana-2-lite", "text_rendering", (None, "1275.4", 8, True)),
    ],
)
def test_a_rating_is_of_a_setting_and_says_how_sure_it_is(model, board, said):
    """GPT Image 2 was rated at medium; its other qualities are unrated. A launch's first votes are provisional."""
    found = RATINGS.by_model[model, board][0]
    assert (found.setting, str(found.rating), found.rank, found.provisional) == said
    assert found.lower <= found.rating <= found.upper


def test_fewer_than_ten_thousand_votes_are_provisional():
    """The limit is the votes of the board itself, not of the model elsewhere."""
    assert {rating.provisional for board in RATINGS.boards for rating in board.ratings} == {True, False}
    for board in RATINGS.boards:
        assert [rating.name for rating in board.ratings if rating.provisional != (rating.votes < SETTLED)] == []


@pytest.mark.skipif(not FACTS.exists(), reason="the collected ratings are not beside this checkout")
def test_the_table_is_what_was_collected():
    """Every row of the collected ratings stands in the table with the same figures, and nothing else does."""
    names = {"text_to_image": "text_to_image/overall", "text_rendering": "text_to_image/text_rendering", "image_edit": "image_edit/overall", "multi_image_edit": "image_edit/multi_image_edit"}  # fmt: skip
    with FACTS.open(encoding="utf-8", newline="") as lines:
        wanted = {(row["board"], row["publish_date"], row["arena_name"], Decimal(row["rating"]), Decimal(row["lower"]), Decimal(row["upper"]), int(row["votes"]), int(row["rank"])) for row in csv.DictReader(lines)}  # fmt: skip
    ours = {(names[board.id], board.published.isoformat(), one.name, one.rating, one.lower, one.upper, one.votes, one.rank) for board in RATINGS.boards for one in board.ratings}  # fmt: skip
    assert ours == wanted


def test_a_data_folder_without_ratings_has_none(tmp_path):
    """Nothing depends on ratings being there."""
    assert load_ratings(tmp_path / "ratings.toml").by_model == {}


TABLE = """
[[board]]
id = "text_to_image"
name = "A board"
publisher = "Somebody"
published = 2026-08-07
url = "https://example.com/board"
licence = "CC BY 4.0"
licence_url = "https://example.com/licence"
changes = "none"
of = 3
ratings = [
  { model = "a", name = "a (high)", setting = "high", rating = "1000.5", lower = "990", upper = "1010", votes = 9999, rank = 1 },
  { model = "b", name = "b", rating = "900", lower = "890", upper = "910", votes = 10000, rank = 2 },
]
"""


def table(tmp_path, text):
    path = tmp_path / "ratings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_one_board_is_read(tmp_path):
    """The example above is right as it stands: 9,999 votes are provisional, 10,000 are not."""
    (board,) = load_ratings(table(tmp_path, TABLE)).boards
    assert [rating.provisional for rating in board.ratings] == [True, False]
    assert board.published == date(2026, 8, 7)


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("rank = 2", "rank = 4"), 2, "a rank beyond the 3"),
        (('lower = "890"', 'lower = "905"'), 14, "between `lower` and `upper`"),
        (('rating = "900"', "rating = 900.5"), 14, "never a float"),
        (('name = "b"', 'name = "b", elo = 3'), 14, "elo"),
        (('id = "text_to_image"', 'id = "beauty"'), 3, "id"),
        (("of = 3", 'of = 3\ncolour = "red"'), 12, "colour"),
        (('name = "b"', 'name = "a (high)"'), 2, "stands twice"),
        (("[[board]]", "[[list]]"), 2, "only board"),
    ],
)
def test_a_mistake_in_the_table_is_told_with_its_line(tmp_path, change, line, said):
    """Whoever brings the ratings up to date reads file, line and what is wrong."""
    assert change[0] in TABLE
    path = table(tmp_path, TABLE.replace(*change))
    with pytest.raises(BadData, match=re.escape(said)) as told:
        load_ratings(path)
    assert f"{path}:{line}: " in str(told.value)
