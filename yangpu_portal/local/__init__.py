"""The portal on one machine: embedded servers, the processes of `make demo`, the local mail sink.

Nothing else in the project imports this package, and it imports neither Django nor the apps: it only
starts programs and tells them by their environment where the servers are.
"""
