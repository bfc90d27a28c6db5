"""The guided tour: the main job of the suite, driven from outside as the hotline, a citizen and the staff would."""
