"""What the machine refuses, in one sentence. A file of its own: a machine that is out of files can load no more."""

import errno

# What the machine refuses, whichever file it was: the operator can do something about it, a traceback can't.
MACHINE = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE,
    errno.ENOMEM, errno.EIO,
})  # fmt: skip


def of_machine(error: OSError) -> str:
    """One sentence for an error among MACHINE."""
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror}: check free space, limits and rights on this machine, and start again"
