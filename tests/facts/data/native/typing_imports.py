from typing import TYPE_CHECKING as T
if T:
    import a
else:
    import b
if not T: import c
if False: import d
