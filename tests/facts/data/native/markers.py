# legacy: moved to a.B
class C(B):
    """Deprecated: use `a.NewThing` instead.

    Kept for backwards-compatibility of `:class:`Old``.
    """
    # compat shim, see other.Thing
    def __init__(self):
        warnings.warn(f"C is deprecated, use {D} or `Eee`", DeprecationWarning)
class D: pass
