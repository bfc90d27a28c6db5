"""The guided tour: the main job of the suite, driven from outside."""
