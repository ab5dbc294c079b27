"""Who may send what to whom: the triggers of functions, queues and topics."""
