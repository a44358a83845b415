def f():
    import a
    global b
    from c import b
if __name__ == '__main__': import d
class C:
    import e
