def f():
    global a, b
    a = 1
    import b
    for a in c: pass
