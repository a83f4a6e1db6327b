runAndExit()
