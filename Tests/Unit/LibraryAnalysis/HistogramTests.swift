import LibraryAnalysis
import Testing

@Suite struct HistogramTests {
  @Test(arguments: [
    (0.0, 0), (0.0999, 0), (0.1, 1), (0.25, 2), (0.5, 5), (0.75, 7), (0.9, 9), (0.9999, 9), (1, 9),
    (-1, 0), (2, 9), (-.infinity, 0), (.infinity, 9), (.nan, 0),
  ])
  func `a number falls into the bin that begins at or below it`(number: Double, bin: Int) {
    var histogram = Histogram(bins: 10)
    histogram.add(number)
    #expect(histogram.counts.firstIndex(of: 1) == bin)
    #expect(histogram.counts.reduce(0, +) == 1)
  }

  @Test func `the bins cover 0 to 1 without gaps`() {
    let histogram = Histogram(bins: 4)
    let bounds = histogram.counts.indices.map { histogram.bounds(ofBin: $0) }
    #expect(bounds.map(\.lower) == [0, 0.25, 0.5, 0.75])
    #expect(bounds.map(\.upper) == [0.25, 0.5, 0.75, 1])
  }

  @Test func `evenly spread numbers fill all bins equally`() {
    var histogram = Histogram(bins: 8)
    for step in 0..<1024 { histogram.add(Double(step) / 1024) }
    #expect(histogram.counts == Array(repeating: 128, count: 8))
  }
}
