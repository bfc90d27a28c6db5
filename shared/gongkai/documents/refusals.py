"""Why a file is not taken; each says the reason in Chinese and never repeats what is in the file."""

from typing import Final

from gongkai.refusals import Ground, Refusal


class FileEmpty(Refusal):
    """There is nothing in the file."""

    code = "file-empty"
    ground = Ground.unfit


class FileTooLarge(Refusal):
    """More bytes, or more text, than a file of this kind may have."""

    code = "file-too-large"
    ground = Ground.unfit


class FileNameUnfit(Refusal):
    """The name holds characters that nobody sees, or that make it read as another name."""

    code = "file-name-unfit"
    ground = Ground.unfit


class FileKindNotAllowed(Refusal):
    """Files of this kind are not taken."""

    code = "file-kind-not-allowed"
    ground = Ground.unfit


class FileKindMismatch(Refusal):
    """The content is of another kind than the name says, or of two kinds at once."""

    code = "file-kind-mismatch"
    ground = Ground.unfit


class FileIsBomb(Refusal):
    """Unpacked, the file would be out of all proportion."""

    code = "file-is-bomb"
    ground = Ground.unfit


class FileHasMacros(Refusal):
    """Something in the file acts by itself: macros, scripts, links that fetch, actions on opening."""

    code = "file-has-macros"
    ground = Ground.unfit


class FileHoldsFiles(Refusal):
    """Other files are embedded in the file, where nobody examines them."""

    code = "file-holds-files"
    ground = Ground.unfit


class FileEncrypted(Refusal):
    """The file is locked with a password: nobody can say what is in it."""

    code = "file-encrypted"
    ground = Ground.unfit


class FileUnreadable(Refusal):
    """The file is damaged, cut off, or cannot be read within the time and memory set for it."""

    code = "file-unreadable"
    ground = Ground.unfit


class FileUnknown(Refusal):
    """There is no such file."""

    code = "file-unknown"
    ground = Ground.unknown


class FileGone(Refusal):
    """The file index knows the file, but the blob store no longer has its bytes, or has others."""

    code = "file-gone"
    ground = Ground.unknown


OF_EXAMINING: Final[dict[str, type[Refusal]]] = {
    refusal.code: refusal
    for refusal in (
        FileEmpty,
        FileTooLarge,
        FileNameUnfit,
        FileKindNotAllowed,
        FileKindMismatch,
        FileIsBomb,
        FileHasMacros,
        FileHoldsFiles,
        FileEncrypted,
        FileUnreadable,
    )
}
"""Those that the examining process may answer with, by their code."""
