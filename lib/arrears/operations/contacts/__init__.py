"""May I contact, why not, when next; what is said and shown: log, conduct, masking, time zones."""
