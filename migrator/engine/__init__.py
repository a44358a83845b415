"""The engine process of the dashboard, and its client.

Analysis never shares the screen's interpreter lock: it runs in one child process that holds the model, and a crash of it costs a restart
and no screen.
"""
