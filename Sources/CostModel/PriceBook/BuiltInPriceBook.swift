func builtInPriceBookBytes() -> [UInt8] { Array("{}".utf8) }
