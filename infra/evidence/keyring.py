"""Where the keys that sign checkpoints lie: a file each, named after its public key."""

from pathlib import Path

from infra.evidence.keys import SigningKey
from infra.kept import kept


class KeyMissing(Exception):
    """The log names a key whose file is not here."""

    def __init__(self, path: Path) -> None:
        self.where = f"La clé de scellement {path.name} manque dans {path.parent}."
        super().__init__(
            f"{self.where} Remettez le fichier depuis la sauvegarde, ou changez de clé par "
            "«\N{NO-BREAK SPACE}pacte audit rotate\N{NO-BREAK SPACE}»."
        )


def folder_of(home: Path) -> Path:
    return home / "evidence"


def create(home: Path) -> str:
    """A new key; its public half, in hex."""
    key = SigningKey.generate()
    public = key.public.hex()
    kept(_path(home, public), key.seed.hex)
    return public


def load(home: Path, public: str) -> SigningKey:
    """Raises KeyMissing, also for a file that holds another key."""
    path = _path(home, public)
    try:
        key = SigningKey.load(bytes.fromhex(path.read_text().strip()))
    except (OSError, ValueError) as error:
        raise KeyMissing(path) from error
    if key.public.hex() != public:
        raise KeyMissing(path)
    return key


def _path(home: Path, public: str) -> Path:
    return folder_of(home) / f"{public}.key"
