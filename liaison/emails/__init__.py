"""Mails of the bridge, one module for each kind. They render and queue; nothing is sent from here."""
