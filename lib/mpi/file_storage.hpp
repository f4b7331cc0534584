#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/storage.hpp"

namespace conclave::mpi {

/// Stable storage in a file: a put has reached the disk when the call returns, and whatever moment
/// the machine goes down at, the file holds either what was there before or what was put.
class FileStorage final : public Storage {
public:
    /// Goes on with what the file holds; it need not exist. Throws InputError if it cannot be read,
    /// or if it was cut short or altered.
    explicit FileStorage(std::filesystem::path file);

    /// These two throw InputError if the file cannot be written.
    void put(std::string_view key, BytesView value) override;
    void erase(std::string_view key) override;
    [[nodiscard]] std::optional<Bytes> get(std::string_view key) const override;

private:
    void read();
    void write() const;

    std::filesystem::path file_;
    std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace conclave::mpi
