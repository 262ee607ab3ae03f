"""`pacte up`: servers, migrations and the processes, started in order, stopped in reverse.

A process is ready when it has printed the line `pacte:ready` on its standard output; `web` is when
`GET /health/ready` answers on its own address. SIGTERM is what stops a process; one that ends by
itself is started again. When the runner is killed the kernel sends them SIGTERM, and may do so more
than once: once for each thread of the runner that ends.
"""
