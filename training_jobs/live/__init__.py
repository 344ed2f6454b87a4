"""The live wire: how what a run tells reaches any number of open sockets, each event read from Postgres once.

hub.py holds what is shared by the sockets of a process, tailer.py follows one run, watcher.py tells one socket.
"""
