/** Whether the data a config names is fit for a job, told before the job begins. */
package io.github.osgnet4j.cli.check;
