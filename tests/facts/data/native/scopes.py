import a
def f():
    nonlocal_ = a
    def g():
        nonlocal nonlocal_
        nonlocal_ = a.b
    class C:
        a = 1
        b = a
        def m(self): return a
