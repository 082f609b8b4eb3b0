using System.Globalization;

namespace Assistant.Evals.Continual.Published;

/// <summary>
/// UESTC-MMEA-CL (Xu et al. 2023, Xu-Linfeng/UESTC_MMEA_CL_main, README.md, video_records and utils/mydata_manager.py): activities by a worn camera and
/// inertial sensors. <c>train.txt</c> and <c>test.txt</c> have a line a clip, <c>PATH FRAMES SAMPLES LABEL</c>, of whose path the last two parts count
/// (<c>1_upstairs/CLIP</c>). The clip's frames, extracted as pictures, lie in <c>video/1_upstairs/CLIP/</c>, its sensors in <c>sensor/1_upstairs/CLIP.csv</c>.
/// Eight frames spread over the clip are taken, as the baseline does. A clip without one of the two keeps the other (<see cref="PublishedStream"/>).
/// </summary>
internal static class MmeaReader
{
    private const int Frames = 8;
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    /// <summary>Reads all classes as one task; the stream cuts it by classes.</summary>
    public static IReadOnlyList<PublishedTask> Read(string root)
    {
        var folder = new PublishedFolder(root);
        return [new PublishedTask("activities", Clips("train.txt"), Clips("test.txt"))];

        List<PublishedExample> Clips(string list)
        {
            var file = folder.File(list);
            return [.. File.ReadLines(file).Select((line, at) => (Line: line, Number: at + 1)).Where(entry => !string.IsNullOrWhiteSpace(entry.Line)).Select(entry => Clip(root, entry.Line, $"{file}, line {entry.Number}"))];
        }
    }

    private static PublishedExample Clip(string root, string line, string where)
    {
        var cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length != 4 || cells[1..].Any(cell => !int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out _))) throw new InvalidDataException($"{where}, is not of the form PATH FRAMES SAMPLES LABEL.");
        string[] parts = cells[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2 || parts[^1] == ".." || parts[^2] == "..") throw new InvalidDataException($"{where}: {cells[0]} does not end in CLASS/CLIP.");
        var (activity, clip) = (parts[^2], parts[^1]);
        var (video, sensor) = (Path.Combine(root, "video", activity, clip), Path.Combine(root, "sensor", activity, $"{clip}.csv"));
        string[] frames = Directory.Exists(video) ? [.. Directory.EnumerateFiles(video).Where(frame => Extensions.Contains(Path.GetExtension(frame).ToLowerInvariant())).Order(StringComparer.Ordinal)] : [];
        if (frames.Length == 0 && !File.Exists(sensor)) throw new InvalidDataException($"{where}: there are neither frames in {video} nor {sensor}. Videos have to be extracted as pictures first.");
        var count = Math.Min(Frames, frames.Length);
        // 1_upstairs: the number is that of the class.
        var name = activity[(activity.IndexOf('_', StringComparison.Ordinal) + 1)..].Replace('_', ' ');
        return new PublishedExample([.. Enumerable.Range(0, count).Select(i => frames[(int)((i + 0.5) * frames.Length / count)])], null, name) { Inertial = File.Exists(sensor) ? sensor : null };
    }
}
