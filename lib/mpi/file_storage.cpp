#include "mpi/file_storage.hpp"

#include <algorithm>
#include <array>
#include <boost/crc.hpp>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <unistd.h>
#include <utility>

#include "core/input_error.hpp"

namespace conclave::mpi {
namespace {

using Buffer = std::vector<std::byte>;

constexpr std::string_view title = "conclave storage 1\n";
constexpr std::uint32_t mark = 0x7C0B'1E5D;  // by which a record behind a damaged one is found
constexpr std::uint64_t small_file = 64 * 1024;
constexpr std::uint64_t growth_max = 4;

/// What stands before the content of a record.
struct Head {
    std::uint32_t mark{0};
    std::uint32_t size{0};
    std::uint32_t sum{0};
};
constexpr std::size_t head_size = 3 * sizeof(std::uint32_t);

std::uint32_t checksum(BytesView content) {
    boost::crc_32_type crc;
    crc.process_bytes(content.data(), content.size());
    return crc.checksum();
}

/// Fills in the head of the record that begins there, and ends with the buffer.
void seal(Buffer& buffer, std::size_t begin) {
    auto const content = BytesView{buffer}.subspan(begin + head_size);
    ENSURE(content.size() <= UINT32_MAX, "too much for one record of stable storage");
    auto const head =
        encode(Head{mark, static_cast<std::uint32_t>(content.size()), checksum(content)});
    std::ranges::copy(head, buffer.begin() + static_cast<std::ptrdiff_t>(begin));
}

/// The content of the record that these bytes begin with; nothing if it is not whole.
std::optional<BytesView> content_of(BytesView bytes) {
    Head head;
    Reader reader{bytes};
    reader.visit(head);
    // Zeros behind a mark are what a torn write may leave, and have the check sum of nothing.
    if (!reader.ok() || head.mark != mark || head.size == 0) return std::nullopt;
    if (head.size > reader.rest().size()) return std::nullopt;
    auto const content = reader.rest().first(head.size);
    return checksum(content) == head.sum ? std::optional{content} : std::nullopt;
}

bool has_record_within(BytesView bytes) {
    for (auto const wanted = encode(mark);; bytes = bytes.subspan(1)) {
        auto const found = std::search(bytes.begin(), bytes.end(), wanted.begin(), wanted.end());
        bytes = bytes.subspan(static_cast<std::size_t>(found - bytes.begin()));
        if (bytes.empty()) return false;
        if (content_of(bytes)) return true;
    }
}

[[noreturn]] void fail(std::string const& what, std::filesystem::path const& file) {
    throw InputError{what + ' ' + file.string() + ": " + std::strerror(errno)};
}

}  // namespace

/// An open file or folder.
class FileStorage::Descriptor {
public:
    Descriptor(std::filesystem::path file, int flags)
        : file_{std::move(file)}, descriptor_{open(file_.c_str(), flags | O_CLOEXEC, 0600)} {
        if (descriptor_ < 0) fail("cannot open", file_);
    }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    ~Descriptor() { close(descriptor_); }

    [[nodiscard]] Buffer read() {
        Buffer content;
        std::array<std::byte, 64 * 1024> piece{};
        while (true) {
            auto const got = ::read(descriptor_, piece.data(), piece.size());
            if (got < 0 && errno != EINTR) fail("cannot read", file_);
            if (got == 0) return content;
            if (got > 0) content.insert(content.end(), piece.begin(), piece.begin() + got);
        }
    }
    void write(BytesView content) {
        while (!content.empty()) {
            auto const written = ::write(descriptor_, content.data(), content.size());
            if (written < 0 && errno != EINTR) fail("cannot write", file_);
            if (written > 0) content = content.subspan(static_cast<std::size_t>(written));
        }
    }
    void cut(std::uint64_t size) {
        if (ftruncate(descriptor_, static_cast<off_t>(size)) != 0) fail("cannot shorten", file_);
    }
    void sync() {
        if (fsync(descriptor_) != 0) fail("cannot write to the disk", file_);
    }
    /// The content, and of what is known about the file only its size.
    void sync_data() {
        if (fdatasync(descriptor_) != 0) fail("cannot write to the disk", file_);
    }

private:
    std::filesystem::path file_;
    int descriptor_;
};

FileStorage::FileStorage(std::filesystem::path file) : file_{std::move(file)} {
    if (std::filesystem::exists(file_)) read();
}

FileStorage::FileStorage(Where where) : where_{std::move(where)} {}

FileStorage::~FileStorage() = default;

void FileStorage::take_down(std::span<Change const> changes) {
    if (record_.empty()) record_.resize(head_size);
    for (Change const& change : changes) encode_to(record_, change);
}

void FileStorage::flush() {
    if (file_.empty()) file_ = where_();
    if (beginning_ == 0 || size_ > std::max(small_file, growth_max * beginning_))
        make_anew();
    else
        append();
    record_.clear();
}

void FileStorage::append() {
    seal(record_, 0);
    // Out of our hands until all has gone well: after a failure the next attempt opens the file
    // anew, and cuts off what this one left.
    auto out = std::exchange(out_, nullptr);
    if (!out) {
        out = std::make_unique<Descriptor>(file_, O_WRONLY | O_APPEND);
        out->cut(size_);
    }
    out->write(record_);
    out->sync_data();
    size_ += record_.size();
    out_ = std::move(out);
}

void FileStorage::make_anew() {
    auto const letters = std::as_bytes(std::span{title});
    Buffer content{letters.begin(), letters.end()};
    content.resize(title.size() + head_size);
    each_change([&content](Change const& change) { encode_to(content, change); });
    seal(content, title.size());

    auto draft = file_;
    draft += ".draft";
    {
        Descriptor out{draft, O_WRONLY | O_CREAT | O_TRUNC};
        out.write(content);
        out.sync();
    }
    // The new file takes the old one's place in one step, and the folder remembers it.
    out_ = nullptr;
    if (std::rename(draft.c_str(), file_.c_str()) != 0) fail("cannot replace", file_);
    auto const folder = file_.parent_path();
    Descriptor{folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY}.sync();
    size_ = beginning_ = content.size();
}

void FileStorage::read() {
    auto const bytes = Descriptor{file_, O_RDONLY}.read();
    auto const altered = [this] {
        return InputError{"the stable storage in " + file_.string() +
                          " was cut short or altered; remove the file to begin anew"};
    };
    auto const letters = std::as_bytes(std::span{title});
    auto rest = BytesView{bytes};
    if (rest.size() < letters.size() || !std::ranges::equal(rest.first(letters.size()), letters))
        throw altered();
    rest = rest.subspan(letters.size());
    while (auto const content = content_of(rest)) {
        Reader reader{*content};
        while (!reader.at_end()) {
            Change change;
            reader.visit(change);
            if (!reader.ok() || !apply(std::move(change))) throw altered();
        }
        rest = rest.subspan(head_size + content->size());
        size_ = bytes.size() - rest.size();
        if (beginning_ == 0) beginning_ = size_;
    }
    if (beginning_ == 0 || has_record_within(rest)) throw altered();
}

}  // namespace conclave::mpi
