"""The portal as a folder of files: all pages, what stands at its root, and the rules that lead IRIs to it."""
