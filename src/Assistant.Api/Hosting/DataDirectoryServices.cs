using Assistant.Hosting.Access;
using Assistant.Storage;

namespace Assistant.Api.Hosting;

/// <summary>Which data directory a host works on, and that it is its only owner.</summary>
internal static class DataDirectoryServices
{
    /// <summary>Configuration key of the data directory; <c>ASSISTANT_DATA</c> and then the user's own folder are its defaults.</summary>
    public const string Key = "Assistant:Data:Directory";

    /// <summary>The configured data directory, made explicit in the configuration for every part that reads it.</summary>
    public static DataDirectory UseDataDirectory(this IHostApplicationBuilder builder)
    {
        var configured = builder.Configuration[Key];
        var directory = new DataDirectory(string.IsNullOrEmpty(configured) ? Default() : configured);
        builder.Configuration[Key] = directory.Root;
        return directory;
    }

    /// <summary>Where data lives when nothing is said: <c>ASSISTANT_DATA</c>, else <c>~/.local/share/assistant</c>.</summary>
    public static string Default() => Environment.GetEnvironmentVariable("ASSISTANT_DATA") is { Length: > 0 } set
        ? set
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "assistant");

    /// <summary>Takes the directory, or refuses the start.</summary>
    public static void AddDataOwnership(this IServiceCollection services, DataDirectory directory, OwnerLock? owner)
    {
        if (owner is null && !OwnerLock.TryAcquire(directory, out owner, out var other))
            throw new StartRefusedException(Owned(directory, other));
        var held = owner;
        // Through factories: what a container makes it also disposes of.
        services.AddSingleton(_ => held);
        services.AddSingleton(_ => LocalKey.Create(directory.Root));
        services.AddHostedService<DataOwnership>();
    }

    /// <summary>Says who owns a directory and what to do.</summary>
    public static string Owned(DataDirectory directory, DataOwner owner) =>
        $"{directory.Root} is in use by process {owner.Pid}" +
        (owner.Address is null ? "; wait for it to end, or give another --data." : $", whose service answers at {owner.Address}. Use that one, stop it, or give another --data.");
}
