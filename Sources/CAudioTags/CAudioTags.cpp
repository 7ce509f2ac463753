#include "CAudioTags.h"

// Headers of CTagLib:
#include <aifffile.h>
#include <apefile.h>
#include <apefooter.h>
#include <apetag.h>
#include <asffile.h>
#include <asfpicture.h>
#include <attachedpictureframe.h>
#include <fileref.h>
#include <flacfile.h>
#include <id3v2tag.h>
#include <infotag.h>
#include <mp4coverart.h>
#include <mp4file.h>
#include <mpcfile.h>
#include <mpegfile.h>
#include <tfilestream.h>
#include <tpropertymap.h>
#include <trueaudiofile.h>
#include <unistd.h>
#include <wavfile.h>
#include <wavpackfile.h>
#include <xiphcomment.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace TagLib;

namespace {

struct Picture {
  // The numbers are those of ID3v2 and FLAC alike.
  int type;
  std::string mimeType;
  String description;
  ByteVector data;
  int width = 0, height = 0, colourDepth = 0, colours = 0;
};

constexpr int frontCover = 3;

/// A stream over a copy of a descriptor, which it closes, and with a name.
class NamedStream : public FileStream {
public:
  // The copy shares its position with the original, and TagLib reads RIFF from where it stands.
  NamedStream(int descriptor, std::string name, bool readsOnly)
      : FileStream(descriptor, readsOnly), name_(std::move(name)) { seek(0); }
  FileName name() const override { return name_.c_str(); }

private:
  std::string name_;
};

/// What the picture is, by its first bytes.
std::string mimeType(const ByteVector &data) {
  if (data.startsWith(ByteVector("\xFF\xD8\xFF", 3))) return "image/jpeg";
  if (data.startsWith(ByteVector("\x89PNG", 4))) return "image/png";
  if (data.startsWith("GIF8")) return "image/gif";
  if (data.startsWith("BM")) return "image/bmp";
  if (data.startsWith("RIFF") && data.mid(8, 4) == ByteVector("WEBP")) return "image/webp";
  return "application/octet-stream";
}

void add(std::vector<Picture> &pictures, Picture picture) {
  if (picture.data.isEmpty()) return;
  for (const Picture &other : pictures)
    if (other.type == picture.type && other.data == picture.data) return;
  pictures.push_back(std::move(picture));
}

void add(std::vector<Picture> &pictures, const List<FLAC::Picture *> &list) {
  for (const FLAC::Picture *picture : list)
    add(pictures, {picture->type(), picture->mimeType().to8Bit(true), picture->description(),
                   picture->data(), picture->width(), picture->height(), picture->colorDepth(),
                   picture->numColors()});
}

void add(std::vector<Picture> &pictures, ID3v2::Tag *tag) {
  if (!tag) return;
  for (const ID3v2::Frame *frame : tag->frameList("APIC")) {
    const auto *picture = dynamic_cast<const ID3v2::AttachedPictureFrame *>(frame);
    // A picture that is only an address is none.
    if (picture && picture->mimeType() != "-->")
      add(pictures, {picture->type(), mimeType(picture->picture()), picture->description(),
                     picture->picture()});
  }
}

void add(std::vector<Picture> &pictures, APE::Tag *tag) {
  if (!tag) return;
  const std::pair<const char *, int> kinds[] = {
      {"COVER ART (FRONT)", frontCover}, {"COVER ART (BACK)", frontCover + 1}};
  for (const auto &kind : kinds) {
    const auto item = tag->itemListMap().find(kind.first);
    if (item == tag->itemListMap().end() || item->second.type() != APE::Item::Binary) continue;
    // The file's name, a NUL, the picture.
    const ByteVector bytes = item->second.binaryData();
    const int end = bytes.find('\0');
    if (end >= 0) {
      const ByteVector data = bytes.mid(end + 1);
      add(pictures, {kind.second, mimeType(data), String(), data});
    }
  }
}

void add(std::vector<Picture> &pictures, MP4::Tag *tag) {
  if (!tag || !tag->contains("covr")) return;
  for (const MP4::CoverArt &cover : tag->item("covr").toCoverArtList())
    add(pictures, {frontCover, mimeType(cover.data()), String(), cover.data()});
}

void add(std::vector<Picture> &pictures, ASF::Tag *tag) {
  if (!tag) return;
  for (const ASF::Attribute &attribute : tag->attribute("WM/Picture")) {
    const ASF::Picture picture = attribute.toPicture();
    if (picture.isValid())
      add(pictures, {picture.type(), picture.mimeType().to8Bit(true), picture.description(),
                     picture.picture()});
  }
}

/// The APE tag of a True Audio file, in which TagLib looks for ID3 tags alone, though FFmpeg and others write
/// this one; null without it.
std::unique_ptr<APE::Tag> apeTag(TrueAudio::File *file) {
  const ByteVector magic("APETAGEX");
  for (const long after : {0L, 128L}) {
    const long footer = file->length() - after - static_cast<long>(APE::Footer::size());
    if (footer < 0) break;
    file->seek(footer);
    if (file->readBlock(magic.size()) == magic)
      return std::unique_ptr<APE::Tag>(new APE::Tag(file, footer));
  }
  return nullptr;
}

std::vector<Picture> pictures(File *file) {
  std::vector<Picture> found;
  if (auto *flac = dynamic_cast<FLAC::File *>(file)) {
    add(found, flac->pictureList());
    if (flac->hasXiphComment()) add(found, flac->xiphComment()->pictureList());
    if (flac->hasID3v2Tag()) add(found, flac->ID3v2Tag());
  } else if (auto *mpeg = dynamic_cast<MPEG::File *>(file)) {
    add(found, mpeg->ID3v2Tag());
    add(found, mpeg->APETag());
  } else if (auto *wav = dynamic_cast<RIFF::WAV::File *>(file)) {
    add(found, wav->ID3v2Tag());
  } else if (auto *aiff = dynamic_cast<RIFF::AIFF::File *>(file)) {
    add(found, dynamic_cast<ID3v2::Tag *>(aiff->tag()));
  } else if (auto *tta = dynamic_cast<TrueAudio::File *>(file)) {
    add(found, tta->ID3v2Tag());
    add(found, apeTag(tta).get());
  } else if (auto *mp4 = dynamic_cast<MP4::File *>(file)) {
    add(found, mp4->tag());
  } else if (auto *asf = dynamic_cast<ASF::File *>(file)) {
    add(found, asf->tag());
  } else if (auto *ape = dynamic_cast<APE::File *>(file)) {
    add(found, ape->APETag());
  } else if (auto *wavpack = dynamic_cast<WavPack::File *>(file)) {
    add(found, wavpack->APETag());
  } else if (auto *musepack = dynamic_cast<MPC::File *>(file)) {
    add(found, musepack->APETag());
  } else if (auto *xiph = dynamic_cast<Ogg::XiphComment *>(file->tag())) {
    add(found, xiph->pictureList());
  }
  return found;
}

/// What RIFF's INFO says beyond the seven fields of every tag, under the names that others use.
void addInfo(PropertyMap &properties, RIFF::WAV::File *file) {
  const std::pair<const char *, const char *> names[] = {
      {"ICOP", "COPYRIGHT"}, {"IMUS", "COMPOSER"}, {"IWRI", "LYRICIST"}, {"ILNG", "LANGUAGE"},
      {"IENG", "ENGINEER"},  {"IPRO", "PRODUCER"}, {"ISRC", "SOURCE"},   {"IMED", "MEDIA"},
      {"IKEY", "KEYWORDS"},  {"ITCH", "ENCODEDBY"}};
  const auto fields = file->InfoTag()->fieldListMap();
  const PropertyMap common = file->InfoTag()->properties();
  for (const auto &field : common)
    if (!properties.contains(field.first)) properties.insert(field.first, field.second);
  for (const auto &name : names) {
    const auto field = fields.find(name.first);
    if (field != fields.end() && !properties.contains(name.second))
      properties.insert(name.second, field->second);
  }
}

void addPictures(ID3v2::Tag *tag, const std::vector<Picture> &pictures) {
  for (const Picture &picture : pictures) {
    auto *frame = new ID3v2::AttachedPictureFrame;
    frame->setTextEncoding(String::UTF8);
    frame->setType(static_cast<ID3v2::AttachedPictureFrame::Type>(picture.type));
    frame->setMimeType(picture.mimeType);
    frame->setDescription(picture.description);
    frame->setPicture(picture.data);
    tag->addFrame(frame);
  }
}

} // namespace

struct mastering_tags {
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<Picture> pictures;
};

namespace {

PropertyMap properties(const mastering_tags *tags) {
  PropertyMap map;
  for (const auto &field : tags->fields) {
    const String key(field.first, String::UTF8);
    StringList values = map.value(key);
    values.append(String(field.second, String::UTF8));
    map.replace(key, values);
  }
  return map;
}

bool write(const mastering_tags *tags, IOStream *stream, mastering_tags_kind kind) {
  const PropertyMap map = properties(tags);
  switch (kind) {
  case mastering_tags_flac: {
    FLAC::File file(stream, ID3v2::FrameFactory::instance(), false);
    if (!file.isValid()) return false;
    file.xiphComment(true)->setProperties(map);
    for (const Picture &picture : tags->pictures) {
      auto *block = new FLAC::Picture;
      block->setType(static_cast<FLAC::Picture::Type>(picture.type));
      block->setMimeType(picture.mimeType);
      block->setDescription(picture.description);
      block->setWidth(picture.width);
      block->setHeight(picture.height);
      block->setColorDepth(picture.colourDepth);
      block->setNumColors(picture.colours);
      block->setData(picture.data);
      file.addPicture(block);
    }
    return file.save();
  }
  case mastering_tags_wav: {
    RIFF::WAV::File file(stream, false);
    if (!file.isValid()) return false;
    file.ID3v2Tag()->setProperties(map);
    addPictures(file.ID3v2Tag(), tags->pictures);
    // Programs that know INFO alone get the seven fields that it has names for.
    Tag::duplicate(file.ID3v2Tag(), file.InfoTag(), true);
    return file.save();
  }
  case mastering_tags_aiff: {
    RIFF::AIFF::File file(stream, false);
    auto *tag = dynamic_cast<ID3v2::Tag *>(file.tag());
    if (!file.isValid() || !tag) return false;
    tag->setProperties(map);
    addPictures(tag, tags->pictures);
    return file.save();
  }
  }
  return false;
}

} // namespace

// No exception may pass into Swift; the only ones are of memory that ran out.

mastering_tags *mastering_tags_read(int descriptor, const char *name) try {
  const int copy = dup(descriptor);
  if (copy < 0) return nullptr;
  NamedStream stream(copy, name, true);
  if (!stream.isOpen()) {
    close(copy);
    return nullptr;
  }
  const FileRef reference(&stream, false);
  if (reference.isNull()) return nullptr;
  PropertyMap map = reference.file()->properties();
  if (auto *wav = dynamic_cast<RIFF::WAV::File *>(reference.file())) addInfo(map, wav);
  if (auto *tta = dynamic_cast<TrueAudio::File *>(reference.file()))
    if (const auto ape = apeTag(tta))
      for (const auto &field : ape->properties())
        if (!map.contains(field.first)) map.insert(field.first, field.second);
  auto *tags = new mastering_tags;
  for (const auto &field : map)
    for (const String &value : field.second)
      tags->fields.emplace_back(field.first.to8Bit(true), value.to8Bit(true));
  tags->pictures = pictures(reference.file());
  return tags;
} catch (...) {
  return nullptr;
}

mastering_tags *mastering_tags_empty(void) try { return new mastering_tags; } catch (...) {
  return nullptr;
}

mastering_tags *mastering_tags_copy(const mastering_tags *tags) try {
  return new mastering_tags(*tags);
} catch (...) {
  return nullptr;
}

void mastering_tags_free(mastering_tags *tags) { delete tags; }

size_t mastering_tags_field_count(const mastering_tags *tags) { return tags->fields.size(); }

const char *mastering_tags_key(const mastering_tags *tags, size_t index) {
  return tags->fields[index].first.c_str();
}

const char *mastering_tags_value(const mastering_tags *tags, size_t index) {
  return tags->fields[index].second.c_str();
}

void mastering_tags_clear_fields(mastering_tags *tags) { tags->fields.clear(); }

bool mastering_tags_add_field(mastering_tags *tags, const char *key, const char *value) try {
  tags->fields.emplace_back(key, value);
  return true;
} catch (...) {
  return false;
}

size_t mastering_tags_picture_count(const mastering_tags *tags) { return tags->pictures.size(); }

size_t mastering_tags_picture_size(const mastering_tags *tags, size_t index) {
  return tags->pictures[index].data.size();
}

bool mastering_tags_write(
    const mastering_tags *tags, int descriptor, enum mastering_tags_kind kind,
    size_t largest_picture) try {
  const int copy = dup(descriptor);
  if (copy < 0) return false;
  NamedStream stream(copy, "", false);
  if (!stream.isOpen()) {
    close(copy);
    return false;
  }
  mastering_tags fitting{tags->fields, {}};
  for (const Picture &picture : tags->pictures)
    if (picture.data.size() <= largest_picture) fitting.pictures.push_back(picture);
  return write(&fitting, &stream, kind);
} catch (...) {
  return false;
}
