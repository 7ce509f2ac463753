import Testing

@testable import WebHosting

@Suite struct HTTPDateTests {
  @Test func `a date is written as RFC 9110 specifies`() {
    // The RFC's example, the first second, and a leap day.
    #expect(HTTPDate.text(ofSecond: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPDate.text(ofSecond: 0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    #expect(HTTPDate.text(ofSecond: 1_709_210_096) == "Thu, 29 Feb 2024 12:34:56 GMT")
  }

  /// Times that file systems can store: XFS up to the year 2486, ext4 up to 2446, btrfs and tmpfs
  /// any 64-bit value.
  @Test(arguments: [
    (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    (253_402_300_800, "Fri, 31 Dec 9999 23:59:59 GMT"),
    // The years 2^31 − 1 and 2^31, which `tm_year` represents minus 1900.
    (67_767_976_201_996_800, "Fri, 31 Dec 9999 23:59:59 GMT"),
    (67_767_976_233_532_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    (67_768_036_191_676_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    (Int.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
    (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (-62_167_219_200, "Sat, 01 Jan 0000 00:00:00 GMT"),
    (-62_135_596_800, "Mon, 01 Jan 0001 00:00:00 GMT"),
    (Int.min, "Sat, 01 Jan 0000 00:00:00 GMT"),
  ])
  func `a time that cannot be written becomes the nearest one that can`(
    _ second: Int, _ date: String
  ) {
    #expect(HTTPDate.text(ofSecond: second) == date)
  }
}
