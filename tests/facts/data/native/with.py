with a: b
with (c): d
with (e, f): g
with (h as i, j as k,): l
with (m, n) as o: p
with (q := r): s
with suppress(ImportError): import t
with (u).v as w.x, y as (z, aa): bb
