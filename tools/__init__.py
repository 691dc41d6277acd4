"""Programs for those who work on VoiceCoach; nothing here is shipped."""
