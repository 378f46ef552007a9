"""The HTTP door: phones by the mobile contract, managers by the console; thin, decides nothing."""
