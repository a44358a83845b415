try:
    from a import B
except ImportError:
    class B:
        pass
    def f(): return B()
