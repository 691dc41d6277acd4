"""The grid of questions against qualities."""

from __future__ import annotations

from pathlib import Path

from tests.samples import complete_star, fill_library
from voicecoach.progress.quality_grid import build_grid
from voicecoach.questions import find_pack, load_packs


def test_answers_are_counted_where_they_belong(own_home: Path) -> None:
    """Each practised question once, with the qualities it asks for; other packs do not count."""
    pack = find_pack(load_packs(()), "amazon-backend-developer")
    entries = fill_library(own_home / "recordings", complete_star())[0].entries()
    grid = build_grid(pack, entries)
    lines = {line.question.id: line for _, stage in grid.stages for line in stage}
    assert len(lines) == grid.n_questions == len(pack.questions)
    answered = {name for name, line in lines.items() if line.n_answers}
    assert answered == {entries[0].question_id}
    assert grid.n_practised == 1
    for line in lines.values():
        filled = sum(cell is not None for cell in line.cells)
        used = {name for q in pack.questions for name in q.qualities}
        assert filled == len(set(line.question.qualities) & used)
    other = find_pack(load_packs(()), "behavioural-core")
    assert build_grid(other, entries).n_practised == 0
