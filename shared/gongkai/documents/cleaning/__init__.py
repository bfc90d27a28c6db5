"""Pictures, sound and film before they go public: what one sees and hears stays, everything else about them goes.

Each cleaner rewrites one file in place. It runs in the examining process only, on a copy that is still arriving.
"""
