namespace Assistant.Core.Agent.Vision;

/// <summary>Names of the nine parts of a picture.</summary>
internal static class PictureRegion
{
    /// <summary>The part of a place; shares of width and height, 0 to 1 from the top left.</summary>
    public static string Of(double x, double y)
    {
        var row = y < 1 / 3.0 ? "top" : y < 2 / 3.0 ? "middle" : "bottom";
        var column = x < 1 / 3.0 ? " left" : x < 2 / 3.0 ? "" : " right";
        return row + column;
    }
}
