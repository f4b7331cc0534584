#include "mpi/file_storage.hpp"

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/crc.hpp>
#include <boost/serialization/library_version_type.hpp>
#include <boost/serialization/map.hpp>
#include <boost/serialization/string.hpp>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sstream>
#include <unistd.h>
#include <utility>

#include "core/input_error.hpp"

namespace conclave::mpi {
namespace {

/// The file: the archive, and behind it a check sum of it, so that no archive is read that was not
/// written like that.
using Checksum = std::uint32_t;

Checksum checksum(std::string_view content) {
    boost::crc_32_type crc;
    crc.process_bytes(content.data(), content.size());
    return crc.checksum();
}

[[noreturn]] void fail(std::string const& what, std::filesystem::path const& file) {
    throw InputError{what + ' ' + file.string() + ": " + std::strerror(errno)};
}

/// An open file or folder.
class Descriptor {
public:
    Descriptor(std::filesystem::path const& file, int flags)
        : file_{file}, descriptor_{open(file.c_str(), flags | O_CLOEXEC, 0600)} {
        if (descriptor_ < 0) fail("cannot open", file_);
    }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    ~Descriptor() { close(descriptor_); }

    void write(std::string_view content) {
        while (!content.empty()) {
            auto const written = ::write(descriptor_, content.data(), content.size());
            if (written < 0 && errno != EINTR) fail("cannot write", file_);
            if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    void sync() {
        if (fsync(descriptor_) != 0) fail("cannot write to the disk", file_);
    }

private:
    std::filesystem::path const& file_;
    int descriptor_;
};

}  // namespace

FileStorage::FileStorage(std::filesystem::path file) : file_{std::move(file)} {
    if (std::filesystem::exists(file_)) read();
}

std::optional<Bytes> FileStorage::get(std::string_view key) const {
    auto const found = values_.find(key);
    if (found == values_.end()) return std::nullopt;
    return to_bytes(std::as_bytes(std::span{found->second}));
}

void FileStorage::put(std::string_view key, BytesView value) {
    std::string text(value.size(), '\0');
    if (!value.empty()) std::memcpy(text.data(), value.data(), value.size());
    values_.insert_or_assign(std::string{key}, std::move(text));
    write();
}

void FileStorage::erase(std::string_view key) {
    auto const found = values_.find(key);
    if (found == values_.end()) return;
    values_.erase(found);
    write();
}

void FileStorage::read() {
    std::ifstream in{file_, std::ios::binary};
    std::string content{std::istreambuf_iterator<char>{in}, {}};
    if (!in) fail("cannot read", file_);

    Checksum sum = 0;
    bool sound = content.size() > sizeof sum;
    if (sound) {
        std::memcpy(&sum, content.data() + content.size() - sizeof sum, sizeof sum);
        content.resize(content.size() - sizeof sum);
        sound = checksum(content) == sum;
    }
    if (!sound)
        throw InputError{"the stable storage in " + file_.string() +
                         " was cut short or altered; remove the file to begin anew"};
    std::istringstream stream{std::move(content)};
    boost::archive::binary_iarchive{stream} >> values_;
}

void FileStorage::write() const {
    std::ostringstream stream;
    boost::archive::binary_oarchive{stream} << values_;
    auto const content = stream.str();
    Checksum const sum = checksum(content);

    auto draft = file_;
    draft += ".draft";
    {
        Descriptor out{draft, O_WRONLY | O_CREAT | O_TRUNC};
        out.write(content);
        out.write({reinterpret_cast<char const*>(&sum), sizeof sum});
        out.sync();
    }
    // The new file takes the old one's place in one step, and the folder remembers it.
    if (std::rename(draft.c_str(), file_.c_str()) != 0) fail("cannot replace", file_);
    auto const folder = file_.parent_path();
    Descriptor{folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY}.sync();
}

}  // namespace conclave::mpi
