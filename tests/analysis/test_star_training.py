"""The corpus, its checks, and the training."""

from __future__ import annotations

import importlib
from itertools import chain

import pytest

from tools.star.asr_noise import Corruptor, hear
from tools.star.corpus import CorpusError, load_corpus
from tools.star.corpus_stats import look_alikes
from voicecoach.analysis.star.model import Boundary, build_model


@pytest.fixture(scope="module")
def training():
    """Return the module that trains; scikit-learn takes seconds to load, so no other test does."""
    return importlib.import_module("tools.star.train")


@pytest.fixture(scope="module")
def corpus():
    """Return the corpus."""
    return load_corpus()


def test_the_corpus_is_what_it_should_be(corpus):
    """Enough answers of each kind; the loader has checked each."""
    kinds = [answer.kind for answer in corpus]
    assert len(corpus) >= 1300
    assert kinds.count("incomplete") >= 150
    assert kinds.count("not-star") >= 80


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ("kind: complete\nS| A.", "first line"),
        ("# a\nkind: complete\nquestion: Q?\nS| A.\nT| B.\nA| C.", "no sentence is labelled R"),
        ("# a\nkind: incomplete\nmissing: R\nquestion: Q?\nS| A.\nT| B.\nA| C.\nR| D.", "R is"),
        ("# a\nkind: not-star\nquestion: Q?\nS| A.", "no story"),
        ("# a\nkind: complete\nquestion: Q?\nX| A.", "neither a field nor a sentence"),
    ],
)
def test_the_loader_names_what_is_wrong(tmp_path, block, complaint):
    """An answer that contradicts itself is refused, with its place."""
    (tmp_path / "a.txt").write_text(block, "utf-8")
    with pytest.raises(CorpusError, match=complaint):
        load_corpus(tmp_path)


def test_a_mould_is_noticed(corpus):
    """The same answer with other nouns is a look-alike; two of the corpus are none."""
    one = corpus[0]
    other = type(one)(
        "copy", one.kind, one.question,
        tuple((s, t.replace("queue", "stack").replace("Friday", "Sunday")) for s, t in one.sentences),  # noqa: E501
    )  # fmt: skip
    assert look_alikes([one, other])
    assert not look_alikes(corpus[:40])


def test_word_errors_come_at_the_rate_asked_for(corpus):
    """Seeded, near fifteen in a hundred, and different with another seed."""
    vocabulary = [t for a in corpus[:60] for t in a.tokens]
    words = [t for a in corpus[:20] for t in a.tokens]
    heard = Corruptor(vocabulary, 1).corrupt(words, 0.15)
    assert heard == Corruptor(vocabulary, 1).corrupt(words, 0.15)
    assert heard != Corruptor(vocabulary, 2).corrupt(words, 0.15)
    wrong = sum(got != [word] for got, word in zip(heard, words, strict=True)) / len(words)
    assert wrong == pytest.approx(0.15, abs=0.02)
    assert Corruptor(vocabulary).corrupt(words, 0.0) == [[w] for w in words]


def test_each_part_is_left_out_once(corpus, training):
    """A story is taken whole, and once without each part that it has."""
    story = next(answer for answer in corpus if answer.kind == "complete")
    item = training.prepare(story)
    told = list(item.tellings())
    assert [gone for gone, _, share in told if share == 1.0] == ["", *"STAR"]
    for gone, kept, share in told:
        labels = [item.labels[i] for i in kept]
        assert set(labels) & set("STAR") == set("STAR") - {gone}
        assert share == 1.0 or gone == "R" or labels[0] == "R"


def test_hearing_keeps_what_it_should(corpus):
    """Errors keep the punctuation, bare words have none, and every word knows where it was said."""
    corruptor = Corruptor(token for answer in corpus for token in answer.tokens)
    for answer in corpus[:20]:
        words = answer.text.split()
        assert hear(words, "written", corruptor, "") == (words, [*range(len(words))])
        bare, where = hear(words, "bare", corruptor, "")
        assert where == [*range(len(words))]
        assert not any(word[-1] in ".,;!?" for word in bare if word)
        wrong, where = hear(words, "errors", corruptor, "")
        assert where == sorted(where)
        ends = sum(word.endswith((".", "!", "?")) for word in words)
        heard = sum(word.endswith((".", "!", "?")) for word in wrong)
        assert ends - 2 <= heard <= ends  # two ends on one word are one, as after a lost one


def test_training_is_the_same_to_the_byte(corpus, training):
    """The same answers give the same model, and one that can be read."""
    some = [a for a in corpus if a.kind != "not-star"][:16] + [
        a for a in corpus if a.kind == "not-star"
    ][:8]
    document = training.train(some)
    again = training.train(some)
    assert training.render(document) == training.render(again)
    model = build_model(document)
    assert model.gate.weights
    assert len(model.features) > 200
    assert len(model.boundary.weights) > 200


def test_bare_words_are_cut_where_the_program_would(corpus, training):
    """The words and their labels stay in order; a piece of two parts is both."""
    items = [training.prepare(answer) for answer in corpus[:40]]
    boundary = Boundary(**training.train_boundary(items[20:]))
    pieces = [training.cut_bare(item, boundary) for item in items[:20]]
    for item, bare in zip(items, pieces, strict=False):
        assert [*chain(*bare.tokens)] == [*chain(*item.tokens)]
        assert [*chain(*bare.spread)] == [*chain(*item.spread)]
        weights = [sum(weight for _, weight in bare.classes(i)) for i in range(len(bare.tokens))]
        assert weights == pytest.approx([bare.weight] * len(weights))
    assert any(len(set(labels)) > 1 for bare in pieces for labels in bare.spread)
