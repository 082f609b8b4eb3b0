using Assistant.Adaptation;
using Assistant.Api.Hosting;
using Assistant.Core.Answering;
using Assistant.Core.Retrieval;
using Assistant.Inference;
using Assistant.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Assistant.Cli.Client;

/// <summary>The parts that work on a data directory in this process.</summary>
internal static class LocalServices
{
    /// <summary>The same settings as the service's: <c>appsettings.json</c> beside the program, then the environment.</summary>
    public static IConfigurationManager Configuration(DataDirectory directory)
    {
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        configuration.AddEnvironmentVariables();
        configuration[DataDirectoryServices.Key] = directory.Root;
        return configuration;
    }

    /// <summary>Storage, search and answers, without the bus: what starts fast.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="owner">Whether this process holds its lock.</param>
    /// <param name="settings">Settings in the place of those that are configured; null for none.</param>
    /// <param name="configure">Registers what is to be used in the place of the usual: the last registration of a service is; null for nothing.</param>
    public static ServiceProvider Readers(DataDirectory directory, bool owner = false, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null)
    {
        var configuration = Configuration(directory);
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>()) configuration[key] = value;
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(Logging);
        services.AddKnowledge(configuration, directory, owner);
        services.AddAssistantInference(configuration);
        services.AddLearnedAdapters(configuration, directory.AdaptersPath);
        services.AddAssistantRetrieval(configuration);
        services.AddAssistantAnswering(configuration);
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }

    /// <summary>Warnings and errors go to standard error; standard output belongs to the result.</summary>
    public static void Logging(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
