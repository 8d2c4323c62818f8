"""What reading a damaged or hostile zip archive raises: Python's own error, those of the ways to pack, and those of
numbers that lead out of the file.
"""

import lzma
import struct
import zipfile
import zlib

DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, OSError,
           RuntimeError, ValueError, KeyError, OverflowError)
