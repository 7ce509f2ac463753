/// Whether two values are the same to the last bit: numbers by their bits, because `==` treats −0.0
/// and 0.0 as equal, and texts by their bytes, because `==` treats canonically equivalent texts as
/// equal.
///
/// It inspects the values by reflection, so that properties added later are compared, too. A value
/// without children is compared with `==`.
func isExactly<Value: Hashable>(_ left: Value, _ right: Value) -> Bool {
  left == right && hasSameParts(left, right)
}

private func hasSameParts(_ left: Any, _ right: Any) -> Bool {
  switch (left, right) {
  case (let left as Double, let right as Double): return left.bitPattern == right.bitPattern
  case (let left as String, let right as String): return left.utf8.elementsEqual(right.utf8)
  default: break
  }
  let (parts, others) = (Mirror(reflecting: left).children, Mirror(reflecting: right).children)
  return parts.count == others.count
    && zip(parts, others).allSatisfy { hasSameParts($0.value, $1.value) }
}
