/// The bytes of `PriceBooks/built-in.json5`, as the binary carries them.
func builtInPriceBookBytes() -> [UInt8] {
  // The literal lives as long as the program, and its length is its own.
  unsafe Array(
    UnsafeBufferPointer(
      start: builtInPriceBookText.utf8Start, count: builtInPriceBookText.utf8CodeUnitCount))
}
