"""Use cases, shared by terminal and browser: practise, analyse, correct, recover, check."""
