@_exported public import SeededRandomness

/// Random numbers that are the same on every run.
public typealias SeededGenerator = SplitMix64
