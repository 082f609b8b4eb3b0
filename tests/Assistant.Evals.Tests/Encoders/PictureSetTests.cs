using System.IO.Compression;
using Assistant.Evals.Encoders;

namespace Assistant.Evals.Tests.Encoders;

public sealed class PictureSetTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evals-pictures-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Classes_are_folders_and_a_part_can_be_taken_of_a_folder_and_of_an_archive_alike()
    {
        foreach (var name in new[] { "test/polar_bear/1.jpg", "test/polar_bear/2.jpg", "test/fox/1.jpg", "train/fox/1.jpg", "test/fox/notes.txt" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, "set", name))!);
            File.WriteAllText(Path.Combine(folder, "set", name), name);
        }

        var archive = Path.Combine(folder, "set.zip");
        await ZipFile.CreateFromDirectoryAsync(Path.Combine(folder, "set"), archive);
        var (fromFolder, fromArchive) = (PictureSet.Read(Path.Combine(folder, "set"), where: "test"), PictureSet.Read(archive, where: "test"));
        Assert.Equal([("test/fox/1.jpg", "fox"), ("test/polar_bear/1.jpg", "polar bear"), ("test/polar_bear/2.jpg", "polar bear")], fromFolder.Pictures.Select(picture => (picture.File, picture.Label)));
        Assert.Equal(fromFolder.DataHash, fromArchive.DataHash);
        Assert.Equal(["test/fox/1.jpg", "test/polar_bear/1.jpg"], PictureSet.Read(archive, where: "test", limit: 2).Pictures.Select(picture => picture.File));
    }

    [Fact]
    public void Texts_come_from_a_column_and_rows_can_be_chosen()
    {
        File.WriteAllLines(Path.Combine(folder, "labels.tsv"), ["file\tstyle\tname", "a.png\tnoto\tgrinning face", "b.png\tblob\tgrinning face", "c.png\tnoto\tred heart"]);
        foreach (var name in new[] { "a.png", "b.png", "c.png" }) File.WriteAllText(Path.Combine(folder, name), name);
        Assert.Equal(["grinning face", "red heart"], PictureSet.Read(folder, "name", "style=noto").Pictures.Select(picture => picture.Label));
        Assert.Contains("colour", Assert.Throws<InvalidDataException>(() => PictureSet.Read(folder, "name", "colour=red")).Message, StringComparison.Ordinal);
        Assert.Contains("name", Assert.Throws<InvalidDataException>(() => PictureSet.Read(folder, "title")).Message, StringComparison.Ordinal);
    }
}
