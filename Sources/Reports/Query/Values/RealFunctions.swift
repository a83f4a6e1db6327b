internal import Foundation

/// The functions on doubles that come from the C library.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The natural logarithm; not a number below zero.
func naturalLogarithm(_ value: Double) -> Double { log(value) }
