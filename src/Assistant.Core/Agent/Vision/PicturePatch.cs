namespace Assistant.Core.Agent.Vision;

/// <summary>A piece of a picture, encoded; edges as shares of the whole, 0 to 1 from the top left.</summary>
public sealed record PicturePatch(ReadOnlyMemory<byte> Image, double Left, double Top, double Right, double Bottom)
{
    /// <summary>Where its middle is, in words.</summary>
    public string Region => PictureRegion.Of((Left + Right) / 2, (Top + Bottom) / 2);

    /// <summary>Whether the middle of a line lies in it.</summary>
    public bool Holds(PictureLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var (x, y) = ((line.Left + line.Right) / 2, (line.Top + line.Bottom) / 2);
        return x >= Left && x < Right && y >= Top && y < Bottom;
    }
}
