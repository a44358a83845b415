_all = {}
_one = None
def get(key: str = 'a', *, flag=None) -> 'Manager':
    global _one
    if key not in _all:
        _all[key] = Manager(key, flag=flag)
    with _lock:
        _one = _one or Manager()
    made = _all.setdefault(key, Manager(key))
    logger.info('x')
    notify(made)
    return cast(Manager, made)
@lru_cache
def again():
    return Factory().make(await_=1) if x else _one
class Holder:
    _kept = None
    @classmethod
    def instance(cls):
        if (found := cls._kept) is None: cls._kept = found = cls()
        return found
