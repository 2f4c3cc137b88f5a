"""Messages, call scripts, letters and agreements: texts in ``templates/`` filled with what is known of a case."""
