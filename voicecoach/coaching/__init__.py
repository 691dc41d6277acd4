"""What every face can ask for: practise, analyse, correct, recover, check the machine."""
