namespace Assistant.Core.Agent.Vision;

/// <summary>A line of text in a picture with its box; edges as shares of the picture's width and height, 0 to 1 from the top left.</summary>
public sealed record PictureLine(string Text, double Left, double Top, double Right, double Bottom)
{
    /// <summary>Where its middle is, in words: "top left" to "bottom right", "middle" for the centre.</summary>
    public string Region => PictureRegion.Of((Left + Right) / 2, (Top + Bottom) / 2);
}
